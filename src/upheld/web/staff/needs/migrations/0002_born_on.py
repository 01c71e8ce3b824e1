"""The date of birth, given with the references of somebody young."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("needs", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="assessment", name="born_on", field=models.DateField(null=True)
        ),
    ]
