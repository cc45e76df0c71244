// How loud the microphone is, ten times a second.
const EVERY_MS = 100;
const SILENT = 0.01; // of full scale, root mean square

export class Level {
  constructor(stream, meter) {
    this.meter = meter;
    this.silentSeconds = 0;
    this.context = new AudioContext();
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.context.createMediaStreamSource(stream).connect(this.analyser);
    this.samples = new Float32Array(this.analyser.fftSize);
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  look() {
    this.analyser.getFloatTimeDomainData(this.samples);
    const power = this.samples.reduce((sum, sample) => sum + sample * sample, 0) / this.samples.length;
    const loud = Math.sqrt(power);
    this.silentSeconds = loud < SILENT ? this.silentSeconds + EVERY_MS / 1000 : 0;
    this.meter.value = Math.min(1, loud * 5);
  }

  end() {
    clearInterval(this.timer);
    this.context.close();
    this.meter.value = 0;
  }
}
