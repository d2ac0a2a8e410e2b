using System.Globalization;
using System.Text.RegularExpressions;

namespace SuperResFarm.Cli.Farm;

/// <summary>Which option of the program a member of a submission came from.</summary>
internal static partial class ParameterNames
{
    private static readonly Dictionary<string, string> _options = new()
    {
        ["/parameters/model"] = "--model-name",
        ["/parameters/outScale"] = "--outscale",
        ["/parameters/outWidth"] = "--size",
        ["/parameters/outHeight"] = "--size",
        ["/parameters/denoiseStrength"] = "--denoise_strength",
        ["/parameters/fidelity"] = "--fidelity",
        ["/parameters/consistency"] = "--no-consistency",
        ["/parameters/divergenceMap"] = "--divergence-map",
        ["/parameters/deblock"] = "--deblock",
        ["/parameters/faces/version"] = "--version",
        ["/parameters/faces/model"] = "--face-model",
        ["/parameters/faces/detector"] = "--face-detector",
        ["/parameters/faces/parser"] = "--face-parser",
        ["/parameters/faces/weight"] = "--weight",
        ["/parameters/faces/onlyCenterFace"] = "--only_center_face",
        ["/parameters/faces/aligned"] = "--aligned",
        ["/parameters/faces/maxFaces"] = "--max-faces",
        ["/parameters/faces/acceptLicence"] = "--accept-licence",
        ["/parameters/faces"] = "--face_enhance",
        ["/parameters/eightOrientations"] = "--tta",
        ["/parameters/format"] = "--ext",
        ["/parameters/quality"] = "--quality",
        ["/parameters/strip"] = "--strip",
        ["/parameters/timeLimitSeconds"] = "--timeout",
        ["/parameters/overwrite"] = "--overwrite",
        ["/output"] = "--output",
        ["/outputTemplate"] = "--output-template",
        ["/priority"] = "--priority",
        ["/attempts"] = "--attempts",
        ["/deadline"] = "--deadline",
        ["/budget/megapixels"] = "--budget-megapixels",
        ["/budget/deviceSeconds"] = "--budget-device-seconds",
        ["/budget/cost"] = "--budget-cost",
        ["/manifest"] = "--manifest",
        ["/manifest/uri"] = "--manifest",
        ["/manifest/format"] = "--manifest-format",
        ["/prefix"] = "--prefix",
        ["/prefix/uri"] = "--prefix",
        ["/url"] = "URL",
        ["/events"] = "--event",
        ["/description"] = "--description",
    };

    /// <returns>The option, or what was given where none fits.</returns>
    /// <param name="pointer">JSON pointer into a submission.</param>
    public static string Of(string pointer) =>
        _options.TryGetValue(pointer, out var option) ? option
        : pointer.StartsWith("/prefix/include", StringComparison.Ordinal) ? "--include"
        : pointer.StartsWith("/prefix/exclude", StringComparison.Ordinal) ? "--exclude"
        : Images.Match(pointer) is { Success: true } image ? $"image {long.Parse(image.Groups[1].Value, CultureInfo.InvariantCulture) + 1}"
        : pointer.StartsWith("/labels", StringComparison.Ordinal) ? "--label"
        : pointer.StartsWith("/events/", StringComparison.Ordinal) ? "--event"
        : pointer.Length == 0 ? "the request" : pointer;

    [GeneratedRegex(@"^/items/(\d{1,18})(/|$)")]
    private static partial Regex Images { get; }
}
