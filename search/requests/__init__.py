"""“Write an SOP about this”: from somebody who found nothing, to those who edit the library."""
