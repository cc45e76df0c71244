"""Texts that must stay texts wherever they are shown."""

CORPUS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    '<a href="javascript:alert(1)">go</a>',
    "{{ 7|add:7 }}<b>bold</b>",
    "</title><script>alert(1)</script>",
    "\u202e<b>gpj.exe</b>",
    "😀<u>\U0001f9ea</u>",
]
