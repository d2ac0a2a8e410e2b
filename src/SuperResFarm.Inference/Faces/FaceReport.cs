using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Faces;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Faces;

/// <summary>What was done about faces in one image.</summary>
public sealed record FaceReport
{
    /// <summary>What restores.</summary>
    public required ModelCard Model { get; init; }

    /// <summary>What found them; null: sources are aligned faces.</summary>
    public required ModelCard? Detector { get; init; }

    /// <summary>What told their parts apart; null: nothing did.</summary>
    public required ModelCard? Parser { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Weight { get; init; }

    /// <summary>Faces that could have been restored; more than those that were where a limit left some out.</summary>
    public int Found { get; init; }

    /// <summary>Those that were restored, the surest first.</summary>
    public IReadOnlyList<RestoredFace> Faces { get; init; } = [];

    /// <summary>Terms of licences that somebody accepted for it.</summary>
    public required IReadOnlyList<string> AcceptedTerms { get; init; }

    /// <summary>Time from the first row read to the last face restored.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Whether the result has pixels that a model made up.</summary>
    public bool Synthesised => Weight > 0 && Faces.Count > 0;

    /// <summary>The models that take part in results.</summary>
    public IEnumerable<ModelCard> Models => new[] { Model, Detector, Parser }.OfType<ModelCard>();

    /// <returns>The same in the words of reports.</returns>
    /// <param name="inResult">Gives the place in the result of an area of the enlarged image, which may be resized.</param>
    public FaceFacts Facts(Func<FaceArea, FaceArea> inResult) => new(
        Model.Name, Model.Sha256, Detector?.Name, Parser?.Name, Weight, Found, Faces.Count, Synthesised,
        AcceptedTerms.Count > 0 ? AcceptedTerms : null, Math.Round(Elapsed.TotalSeconds, 3), [.. Faces.Select(face => face.Fact(inResult(face.Area)))]);

    /// <summary>What the user should know.</summary>
    internal IEnumerable<string> Warnings => Found > Faces.Count ? [$"{Found} faces were found, and the {Faces.Count} that the detector is surest of were restored: raise the limit for more."] : [];
}

/// <summary>One face.</summary>
/// <param name="Box">Where it lies in the source; null: it is the source.</param>
/// <param name="Score">How sure the detector is, 0 to 1; null: none was asked.</param>
/// <param name="EyeDistance">Pixels of the source between the eyes; null: not known.</param>
/// <param name="Area">What it may have changed of the enlarged image.</param>
/// <param name="Weight">0 to 1.</param>
public sealed record RestoredFace(FaceBox? Box, double? Score, double? EyeDistance, FaceArea Area, double Weight)
{
    /// <returns>The same in the words of reports.</returns>
    /// <param name="area">Its place in the result.</param>
    public OneFace Fact(FaceArea area) => new(
        Box is { } box ? [Rounded(box.Left), Rounded(box.Top), Rounded(box.Right), Rounded(box.Bottom)] : null, Score is { } score ? Math.Round(score, 4) : null,
        EyeDistance is { } eyes ? Rounded(eyes) : null, Weight, [area.Left, area.Top, area.Width, area.Height]);

    private static double Rounded(double pixels) => Math.Round(pixels, 2);
}
