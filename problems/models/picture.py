import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from problems.models.problem import Problem

PICTURES_LIMIT = 6  # on one poster


def picture_path(_picture: "Picture", _filename: str) -> str:
    """A name of our own: nothing of the uploaded file's name is kept."""
    return f"posters/{secrets.token_hex(16)}.webp"


class PictureQuerySet(models.QuerySet["Picture"]):
    def discard(self) -> None:
        """Delete the rows, and their files once that is certain."""
        names = list(self.values_list("image", flat=True))
        self.delete()

        def delete_files() -> None:
            for name in names:
                default_storage.delete(name)

        transaction.on_commit(delete_files)


class Picture(models.Model):
    """A picture on a poster, checked and re-encoded before it is stored (problems/pictures.py)."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="pictures")
    image = models.ImageField(upload_to=picture_path, width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    description = models.CharField(_("what the picture shows"), max_length=200, blank=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.description or str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("picture", args=[self.pk])

    def copy_to(self, problem: Problem) -> None:
        """The same picture in a file of its own. One whose file is gone stays behind."""
        try:
            with self.image.open() as file:
                image = ContentFile(file.read(), name="picture.webp")
        except OSError:
            return
        problem.pictures.create(image=image, description=self.description)
