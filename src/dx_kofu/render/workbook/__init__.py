"""The parts of the workbook that :mod:`dx_kofu.render.xlsx` puts together, a module a sheet or two."""
