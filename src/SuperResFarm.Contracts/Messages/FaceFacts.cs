namespace SuperResFarm.Contracts.Messages;

/// <summary>What was done about faces in one image.</summary>
/// <param name="Model">What restores.</param>
/// <param name="ModelSha256">Its hash.</param>
/// <param name="Detector">What found them; null: the source is an aligned face.</param>
/// <param name="Parser">What told their parts apart; null: nothing did.</param>
/// <param name="Weight">0 to 1.</param>
/// <param name="Found">Faces that could have been restored.</param>
/// <param name="Restored">Those that were restored.</param>
/// <param name="Synthesised">Whether the result has pixels that the face model made up.</param>
/// <param name="AcceptedTerms">Terms of licences that were accepted; null: there was nothing to accept.</param>
/// <param name="Seconds">From finding to restoring, waiting for lanes included.</param>
/// <param name="Faces">Each of those, the surest first.</param>
public sealed record FaceFacts(
    string Model, string ModelSha256, string? Detector, string? Parser, double Weight, int Found, int Restored, bool Synthesised, IReadOnlyList<string>? AcceptedTerms, double Seconds,
    IReadOnlyList<OneFace> Faces);

/// <summary>One face.</summary>
/// <param name="Box">Where it lies in the source: left, top, right, bottom; null: it is all of it.</param>
/// <param name="Score">How sure the detector is, 0 to 1; null: none was asked.</param>
/// <param name="EyeDistance">Pixels of the source between the eyes; null: not known.</param>
/// <param name="Weight">0 to 1.</param>
/// <param name="Area">Where it may have changed the result, in its pixels: left, top, width, height.</param>
public sealed record OneFace(IReadOnlyList<double>? Box, double? Score, double? EyeDistance, double Weight, IReadOnlyList<int> Area);
