"""A site that forgot to include the plugin's addresses."""

urlpatterns = []
