using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Inference.Faces;

/// <summary>How faces are restored. Everything here that is not said to be without effect decides the bytes of results.</summary>
public sealed record FaceSettings
{
    /// <summary>What restores: name of a model or path of its file.</summary>
    public required string Model { get; init; }

    /// <summary>What finds faces: name or path.</summary>
    public string Detector { get; init; } = FaceParameters.UsualDetector;

    /// <summary>What tells the parts of a face apart, so that hair and background stay: name or path; null: none, and a square with soft sides is shown.</summary>
    public string? Parser { get; init; }

    /// <summary>0, where faces stay as the enlarging model leaves them, to 1, where only what was restored is seen.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Restores only the face that is nearest to the middle.</summary>
    public bool OnlyCentre { get; init; }

    /// <summary>Sources are aligned faces: square, and nothing has to be found.</summary>
    public bool Aligned { get; init; }

    /// <summary>Most faces restored in an image, 1 to 1000; those that the detector is surest of.</summary>
    public int Limit { get; init; } = FaceParameters.UsualLimit;

    /// <summary>Accepts the terms of licences that limit the use. Without effect on results.</summary>
    public bool AcceptLicence { get; init; }

    /// <returns>What parameters ask for, which are good; null: nothing about faces.</returns>
    public static FaceSettings? Of(FaceParameters? faces) => faces is null or { Enhance: false } ? null : new()
    {
        Model = faces.RestorerName(),
        Detector = faces.DetectorName() ?? FaceParameters.UsualDetector,
        Parser = faces.ParserName(),
        Weight = faces.Weight ?? 1,
        OnlyCentre = faces.OnlyCenterFace ?? false,
        Aligned = faces.Aligned ?? false,
        Limit = faces.MaxFaces ?? FaceParameters.UsualLimit,
        AcceptLicence = faces.AcceptLicence ?? false,
    };

    /// <exception cref="FarmException">A value is out of range; the message names it.</exception>
    public void Check()
    {
        Require(Weight is >= 0 and <= 1, $"The weight of faces is {Weight}: give 0 (as enlarged) to 1 (as restored).");
        Require(Limit is >= 1 and <= FaceParameters.MostFaces, $"The limit of faces is {Limit}: give 1 to {FaceParameters.MostFaces}.");
        Require(!(Aligned && OnlyCentre), "An aligned face is the only one in its image: leave out one of 'aligned' and 'only the central face'.");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw FarmException.Rejected(FailureCode.SettingsInvalid, message);
    }
}
