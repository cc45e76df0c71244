"""The text recogniser: PP-OCR on the processor, its models packed with the library, no network."""

import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ingest.artefacts import Box
from ingest.configured import setting

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

# Larger pictures are looked through at a smaller size: lines are still found, at a third of the time.
MOST_PIXELS = 1_200_000
LEAST_SIDE = 48
LEAST_SCORE = 0.5
RECOGNISED_HEIGHT = 48
BATCH = 8


class Ocr:
    """Finds lines of text in a picture, and reads pictures of single lines. Pictures are RGB arrays."""

    def __init__(self, threads: int):
        from rapidocr import RapidOCR

        engine = RapidOCR(
            params={
                "Global.use_cls": False,
                "Global.log_level": "error",
                # The library enlarges small pictures to 736 pixels: ten times the work for a button.
                "Det.limit_type": "max",
                "Det.limit_side_len": 10_000,
                "Rec.rec_img_shape": [3, RECOGNISED_HEIGHT, 96],
                "Rec.rec_batch_num": BATCH,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        self._detect = engine._load_det_model()
        self._recognise = engine._load_rec_model()
        self._lock = threading.Lock()

    def find(self, picture: "Image") -> list[Box]:
        """Boxes of lines of text, from top to bottom."""
        import cv2
        import numpy as np

        height, width = picture.shape[:2]
        if height < 6 or width < 6:
            return []
        scale = min(1.0, (MOST_PIXELS / (height * width)) ** 0.5)
        small: Any = picture
        if scale < 1.0:
            size = (max(1, round(width * scale)), max(1, round(height * scale)))
            small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        down, across = max(0, LEAST_SIDE - small.shape[0]), max(0, LEAST_SIDE - small.shape[1])
        if down or across:
            small = cv2.copyMakeBorder(small, 0, down, 0, across, cv2.BORDER_REPLICATE)
        with self._lock:
            found = self._detect(np.ascontiguousarray(small[:, :, ::-1]))
        boxes: list[Box] = []
        for corners in found.boxes if found.boxes is not None else []:
            x0, y0 = corners.min(axis=0) / scale
            x1, y1 = corners.max(axis=0) / scale
            x0, y0, x1, y1 = max(0, int(x0)), max(0, int(y0)), min(width, int(x1)), min(height, int(y1))
            if x1 - x0 >= 4 and y1 - y0 >= 4:
                boxes.append((x0, y0, x1 - x0, y1 - y0))
        return boxes

    def read(self, lines: list["Image"]) -> list[tuple[str, float]]:
        """The text of each picture of a line, with the recogniser's confidence."""
        import numpy as np
        from rapidocr.ch_ppocr_rec import TextRecInput

        if not lines:
            return []
        with self._lock:
            result = self._recognise(TextRecInput(img=[np.ascontiguousarray(line[:, :, ::-1]) for line in lines]))
        return [(str(text).strip(), float(score)) for text, score in zip(result.txts, result.scores, strict=True)]


@lru_cache(maxsize=1)
def shared() -> Ocr:
    """One recogniser per process: its models take a second to load."""
    return Ocr(setting("STEPMARK_OCR_THREADS", 2))
