using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Tests.Inference.Calibration;

/// <summary>Names under which tests note what they pretend to have measured.</summary>
internal static class TestKeys
{
    public const string Model = "0123456789abcdef";

    /// <summary>A provider that is looked up and never runs.</summary>
    public static IProvider Provider { get; } = new NamedProvider();

    public static CalibrationKey Of(string model = Model, SampleDepth depth = SampleDepth.Eight) => CalibrationKey.Of(Provider, model, depth);

    /// <summary>Square runs of one tile that lie on a line.</summary>
    public static Measurements Measured(DateTimeOffset at, double bytesPerPixel = 1000, double secondsPerPixel = 1e-5)
    {
        int[] edges = [64, 96, 128];
        var probes = edges.Select(edge => new Probe(edge, edge, 1, (long)(bytesPerPixel * edge * edge), secondsPerPixel * edge * edge)).ToList();
        return new(at, Footprint.Fit(probes, out var refusal), refusal, probes);
    }

    private sealed class NamedProvider : IProvider
    {
        public Device Device { get; } = new(DeviceKind.Gpu, "Test GPU", Places: 4, TotalBytes: 1L << 34);

        public ExecutionTarget Target => ExecutionTarget.Cuda;

        public Precision Precision => Precision.Half;

        public string Fingerprint => "test, ONNX Runtime 0";

        public string Arena => "gpu:0";

        public bool SharesSessions => false;

        public SessionOptions CreateOptions(SessionUse use) => throw new NotSupportedException();
    }
}
