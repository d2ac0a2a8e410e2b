using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Cli.ModelCommands;

/// <summary>The forms of input and output that an ONNX file can be written with.</summary>
internal static class OnnxForm
{
    private static readonly (string Name, SampleType? Samples)[] _forms =
    [
        ("nhwc-u8", SampleType.UInt8),
        ("nhwc-u16", SampleType.UInt16),
        ("nhwc-f32", SampleType.Float32),
        ("nchw-f32", null),
    ];

    /// <summary>Names of the forms; the first is the usual one.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. _forms.Select(form => form.Name)];

    /// <returns>Elements of the images, or null for the bare network.</returns>
    /// <exception cref="FarmException">No form has that name.</exception>
    public static SampleType? Of(string name) => Names.Contains(name)
        ? _forms.First(form => form.Name == name).Samples
        : throw FarmException.Rejected(FailureCode.SettingsInvalid, $"--io '{name}': give {string.Join(", ", Names)}.");
}
