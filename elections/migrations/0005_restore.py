import django.utils.timezone
from django.db import migrations, models


def keep_the_last(apps, schema_editor):
    """A site that was restored before this table was there goes on with what its elections have from then."""
    elections = apps.get_model('elections', 'Election').objects.using(schema_editor.connection.alias)
    generation = elections.exclude(generation='').order_by('pk').values_list('generation', flat=True).first()
    if generation:
        apps.get_model('elections', 'Restore').objects.using(schema_editor.connection.alias).create(generation=generation)


class Migration(migrations.Migration):

    dependencies = [
        ('elections', '0004_generation'),
    ]

    operations = [
        migrations.CreateModel(
            name='Restore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('generation', models.CharField(max_length=16)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.RunPython(keep_the_last, migrations.RunPython.noop),
    ]
