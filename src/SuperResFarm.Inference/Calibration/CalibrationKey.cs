using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Calibration;

/// <summary>What measurements hold for.</summary>
/// <param name="Device">Name of the device; devices of one name are equally fast.</param>
/// <param name="Model">SHA-256 of the model's source, lower-case hexadecimal.</param>
/// <param name="Depth">Bits of a sample, in and out.</param>
/// <param name="Precision">Arithmetic that the network runs in.</param>
/// <param name="Provider">Fingerprint of the provider: settings and version of the engine.</param>
public sealed record CalibrationKey(string Device, string Model, SampleDepth Depth, Precision Precision, string Provider)
{
    /// <summary>The key of a network that runs in the provider's usual precision.</summary>
    /// <param name="provider">What runs it.</param>
    /// <param name="model">SHA-256 of the model's source.</param>
    /// <param name="depth">Bits of a sample.</param>
    public static CalibrationKey Of(IProvider provider, string model, SampleDepth depth) =>
        new(provider.Device.Name, model, depth, provider.Precision, provider.Fingerprint);
}
