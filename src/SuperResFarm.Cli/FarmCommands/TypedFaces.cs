using System.Globalization;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>What was asked for about faces, as it would be typed; what is as usual is left out.</summary>
internal static class TypedFaces
{
    /// <returns>Options with their values; none where nothing was asked for.</returns>
    public static IEnumerable<string> Of(FaceParameters? given)
    {
        if (given is not { Enhance: not false } faces)
            yield break;
        yield return "--face_enhance";
        if (faces.RestorerName() is var model && model != new FaceParameters().RestorerName())
            yield return $"--face-model {model}";
        if (faces.DetectorName() is { } detector and not FaceParameters.UsualDetector)
            yield return $"--face-detector {detector}";
        if (faces is { Aligned: not true, Parser: { } parser and not FaceParameters.UsualParser })
            yield return $"--face-parser {parser}";
        if (faces.Weight is { } weight and not 1)
            yield return string.Create(CultureInfo.InvariantCulture, $"--weight {weight}");
        if (faces.OnlyCenterFace == true)
            yield return "--only_center_face";
        if (faces.Aligned == true)
            yield return "--aligned";
        if (faces.MaxFaces is { } most and not FaceParameters.UsualLimit)
            yield return string.Create(CultureInfo.InvariantCulture, $"--max-faces {most}");
        if (faces.AcceptLicence == true)
            yield return "--accept-licence";
    }
}
