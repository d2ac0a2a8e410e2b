using SuperResFarm.Imaging.Faces;
using SuperResFarm.Inference.Faces;

namespace SuperResFarm.Cli.Reporting;

/// <summary>What was done about faces.</summary>
/// <param name="Model">What restores.</param>
/// <param name="ModelSha256">Its hash.</param>
/// <param name="Detector">What found them; left out for sources that are aligned faces.</param>
/// <param name="Parser">What told their parts apart; left out when nothing did.</param>
/// <param name="Weight">0 to 1.</param>
/// <param name="Found">Faces that could have been restored.</param>
/// <param name="Synthesised">Whether the result has pixels that the face model made up.</param>
/// <param name="AcceptedTerms">Terms of licences that were accepted; left out when there was nothing to accept.</param>
/// <param name="Seconds">From finding to restoring, waiting for lanes included.</param>
/// <param name="Faces">Each of them.</param>
public sealed record FaceFacts(
    string Model, string ModelSha256, string? Detector, string? Parser, double Weight, int Found, bool Synthesised, IReadOnlyList<string>? AcceptedTerms, double Seconds,
    IReadOnlyList<OneFace> Faces)
{
    /// <summary>From the report of the step.</summary>
    public static FaceFacts Of(FaceReport report) => new(
        report.Model.Name, report.Model.Sha256, report.Detector?.Name, report.Parser?.Name, report.Weight, report.Found, report.Synthesised,
        report.AcceptedTerms.Count > 0 ? report.AcceptedTerms : null, Math.Round(report.Elapsed.TotalSeconds, 3),
        [.. report.Faces.Select(OneFace.Of)]);
}

/// <summary>One face.</summary>
/// <param name="Box">Where it lies in the source: left, top, right, bottom; left out where it is all of it.</param>
/// <param name="Score">How sure the detector is, 0 to 1.</param>
/// <param name="EyeDistance">Pixels of the source between the eyes.</param>
/// <param name="Weight">0 to 1.</param>
/// <param name="Area">What it may have changed of the enlarged image: left, top, width, height.</param>
public sealed record OneFace(double[]? Box, double? Score, double? EyeDistance, double Weight, int[] Area)
{
    /// <summary>From the report of the step.</summary>
    public static OneFace Of(RestoredFace face) => new(
        face.Box is { } box ? [Rounded(box.Left), Rounded(box.Top), Rounded(box.Right), Rounded(box.Bottom)] : null,
        face.Score is { } score ? Math.Round(score, 4) : null, face.EyeDistance is { } eyes ? Rounded(eyes) : null, face.Weight, AreaOf(face.Area));

    private static int[] AreaOf(FaceArea area) => [area.Left, area.Top, area.Width, area.Height];

    private static double Rounded(double pixels) => Math.Round(pixels, 2);
}
