"""Whether a change is the page moving: scrolled, or the whole picture panned and zoomed by the recorder."""

from typing import TYPE_CHECKING, Any

from ingest.artefacts import Box

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

LEAST_HEIGHT = 60  # pixels of a region that can have been scrolled
STILL = 10  # grey levels by which scrolled pixels may differ
EXPLAINED = 0.35  # share of the difference that may be left once the movement is undone
ZOOM_EXPLAINED = 0.5
ZOOM_SIDE = 480  # zooming is looked for in a picture of this width
LEAST_INLIERS = 0.6


def is_scroll(before: "Image", after: "Image", box: Box) -> bool:
    """Whether the region moved up or down: rows found again elsewhere, and the rest follows them."""
    import cv2
    import numpy as np

    x, y, w, h = box
    if h < LEAST_HEIGHT or w < LEAST_HEIGHT:
        return False
    old, new = before[y : y + h, x : x + w], after[y : y + h, x : x + w]
    band = old[h // 3 : 2 * h // 3]
    if float(band.std()) < 4:
        return False
    scores = cv2.matchTemplate(new, band, cv2.TM_CCOEFF_NORMED)[:, 0]
    shift = int(scores.argmax()) - h // 3
    if abs(shift) < 2 or scores.max() < 0.85:
        return False
    if shift < 0:
        kept, moved = old[-shift:], new[: h + shift]
    else:
        kept, moved = old[: h - shift], new[shift:]
    residue = np.count_nonzero(cv2.absdiff(kept, moved) > STILL) / max(1, kept.size)
    was = np.count_nonzero(cv2.absdiff(old, new) > STILL) / max(1, old.size)
    return bool(residue < EXPLAINED * was)


def is_zoom(before: "Image", after: "Image") -> bool:
    """Whether the whole picture was moved or enlarged a little, as recorders do to follow the pointer."""
    import cv2
    import numpy as np

    scale = ZOOM_SIDE / before.shape[1]
    small = [cv2.resize(f, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) for f in (before, after)]
    points = cv2.goodFeaturesToTrack(small[0], 120, 0.02, 6)
    if points is None or len(points) < 16:
        return False
    moved, found, _ = cv2.calcOpticalFlowPyrLK(small[0], small[1], points, None, winSize=(21, 21), maxLevel=3)  # type: ignore[call-overload]
    kept = found.ravel() == 1
    if kept.sum() < 12:
        return False
    matrix, inliers = cv2.estimateAffinePartial2D(points[kept], moved[kept], ransacReprojThreshold=1.5)
    if matrix is None or inliers.sum() < LEAST_INLIERS * len(points):
        return False
    height, width = small[0].shape
    moved_back = cv2.warpAffine(small[0], matrix, (width, height))
    inside = cv2.warpAffine(np.full_like(small[0], 255), matrix, (width, height)) > 250
    was = float(cv2.absdiff(small[0], small[1])[inside].mean()) if inside.any() else 0.0
    left = float(cv2.absdiff(moved_back, small[1])[inside].mean()) if inside.any() else 0.0
    if left > ZOOM_EXPLAINED * was:
        return False
    enlarged = abs(float(np.hypot(matrix[0, 0], matrix[1, 0])) - 1)
    shifts = np.linalg.norm((moved - points)[kept], axis=-1).ravel()
    still = float((shifts < 0.4).mean())
    return bool(still < 0.35 and (enlarged > 0.004 or float(np.median(shifts)) > 0.6))
