"""Statistics over exported facts; knows neither Django nor the application."""
