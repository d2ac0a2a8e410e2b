namespace SuperResFarm.Contracts.Messages;

/// <summary>How faces are restored. Names and ranges are those of the face options of <c>superres upscale</c>; what is left out is as usual. The model of the job
/// enlarges the rest of the image.</summary>
public sealed record FaceParameters
{
    /// <summary>What finds faces when nothing else is named.</summary>
    public const string UsualDetector = "detection_mobilenet0.25_Final";

    /// <summary>What tells the parts of faces apart when nothing else is named and it is there.</summary>
    public const string UsualParser = "parsing_parsenet";

    /// <summary>The parser's name where none is wanted.</summary>
    public const string WithoutParser = "none";

    /// <summary>Faces restored in an image when nobody says otherwise.</summary>
    public const int UsualLimit = 200;

    /// <summary>Most faces that may be asked for in an image.</summary>
    public const int MostFaces = 1000;

    /// <summary>Whether faces are restored; false lets one image of a job be without. Null means yes.</summary>
    public bool? Enhance { get; init; }

    /// <summary>What restores, in the words of GFPGAN's script: 1.3, 1.4 or RestoreFormer; null: 1.4, unless a model is named.</summary>
    public string? Version { get; init; }

    /// <summary>What restores: any face model by name, instead of a version.</summary>
    public string? Model { get; init; }

    /// <summary>What finds faces, by name.</summary>
    public string? Detector { get; init; }

    /// <summary>What tells hair and background from faces, by name; <c>none</c>: squares with soft sides are pasted. Null means ParseNet where it is here in a
    /// submission, and <c>none</c> in a message.</summary>
    public string? Parser { get; init; }

    /// <summary>How much is seen of restored faces, 0 (as enlarged) to 1 (as restored); null: 1.</summary>
    public double? Weight { get; init; }

    /// <summary>Whether only the face nearest to the middle is restored; null means no.</summary>
    public bool? OnlyCenterFace { get; init; }

    /// <summary>Whether sources are aligned faces: square, and nothing is searched. Null means no.</summary>
    public bool? Aligned { get; init; }

    /// <summary>Most faces restored in an image, 1 to 1000: those that the detector is surest of; null: 200.</summary>
    public int? MaxFaces { get; init; }

    /// <summary>Accepts the terms of models whose licences limit the use; it is recorded with the job and with each result. Null means no.</summary>
    public bool? AcceptLicence { get; init; }

    /// <returns>Name of the model that restores; the parameters are good.</returns>
    public string RestorerName() => Model ?? FaceVersions.ModelOf(Version ?? FaceVersions.Usual) ?? "";

    /// <returns>Name of the model that finds; null: nothing is searched.</returns>
    public string? DetectorName() => Aligned == true ? null : Detector ?? UsualDetector;

    /// <returns>Name of the model that tells parts apart; null: none.</returns>
    public string? ParserName() => Aligned == true || Parser is null or WithoutParser ? null : Parser;

    /// <returns>Those of a job, with what is given here instead.</returns>
    /// <param name="job">What the job asks for; null: nothing about faces.</param>
    public FaceParameters Over(FaceParameters? job) => job is null ? this : job with
    {
        Enhance = Enhance ?? job.Enhance,
        Version = Version ?? (Model is null ? job.Version : null),
        Model = Model ?? (Version is null ? job.Model : null),
        Detector = Detector ?? job.Detector,
        Parser = Parser ?? job.Parser,
        Weight = Weight ?? job.Weight,
        OnlyCenterFace = OnlyCenterFace ?? job.OnlyCenterFace,
        Aligned = Aligned ?? job.Aligned,
        MaxFaces = MaxFaces ?? job.MaxFaces,
        AcceptLicence = AcceptLicence ?? job.AcceptLicence,
    };
}
