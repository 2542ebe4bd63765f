"""Why: projects and their phases; the permanent idea platform is a project with one phase."""
