"""A staffing plan (要員計画): roles and one-off costs over some fiscal years, each year computed by its own rules."""
