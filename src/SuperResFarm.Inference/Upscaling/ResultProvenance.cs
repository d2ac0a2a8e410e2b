using System.Globalization;
using System.Text;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Metadata;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>Says how a result is made, for its file.</summary>
internal static class ResultProvenance
{
    /// <returns>The plan with the packet that its result carries, and with what the user should know of that.</returns>
    /// <param name="plan">What was decided.</param>
    /// <param name="source">What the source says besides its pixels.</param>
    /// <param name="request">What was asked for.</param>
    public static ItemPlan AddTo(ItemPlan plan, ImageMetadata source, UpscaleRequest request)
    {
        if (!request.Settings.Provenance)
            return plan;
        var (packet, warning) = XmpProvenance.Write(source.Xmp, keep: !request.Settings.Strip, Of(plan, request), plan.Output.Encode.Format);
        return plan with
        {
            Output = plan.Output with { Encode = plan.Output.Encode with { Xmp = packet } },
            Warnings = warning is null ? plan.Warnings : [.. plan.Warnings, warning],
        };
    }

    private static Provenance Of(ItemPlan plan, UpscaleRequest request) => new()
    {
        Tool = $"SuperResFarm {UpscaleSettings.ProgramVersion}",
        Model = plan.Model.Name,
        ModelSha256 = plan.Model.Sha256,
        ModelFidelity = plan.Model.Fidelity.Spelled(),
        MayInvent = plan.Model.Fidelity > Fidelity.Psnr || plan.Faces is { Synthesised: true },
        SettingsSha256 = DigestOf(plan, request.Settings),
        SourceSha256 = request.SourceSha256.Length > 0 ? request.SourceSha256 : null,
        Fidelity = request.Settings.Fidelity?.Spelled(),
        Deblock = plan.Deblock,
        Faces = plan.Faces is { Synthesised: true } faces ? MadeOf(faces, plan.Output) : null,
    };

    // A model's file may lie anywhere, and who only watches changes nothing.
    private static string DigestOf(ItemPlan plan, UpscaleSettings settings) => FileHash.Sha256(Encoding.UTF8.GetBytes(
        (settings with { Model = plan.Model.Name, Deblock = DoneOf(plan), Faces = FacesOf(plan, settings), Format = plan.Output.Encode.Format, Consistency = true, DivergenceMap = false }).Deciding()));

    // Where no face was made up, the result is the one without.
    private static FaceSettings? FacesOf(ItemPlan plan, UpscaleSettings settings) => plan.Faces is { Synthesised: true } faces && settings.Faces is { } asked
        ? asked with { Model = faces.Model.Name, Detector = faces.Detector?.Name ?? "", Parser = faces.Parser?.Name }
        : null;

    private static MadeFaces MadeOf(FaceReport faces, OutputPlan output) => new(faces.Faces.Count, faces.Model.Name, faces.Model.Sha256, faces.Weight, string.Join(
        ' ', faces.Faces.Select(face => output.InResult(face.Area)).Select(area => string.Create(CultureInfo.InvariantCulture, $"{area.Left},{area.Top},{area.Width},{area.Height}"))));

    // What was done, not by which rule: a farm and a command that say it in other words make the same bytes.
    private static DeblockChoice DoneOf(ItemPlan plan) => plan.Deblock is { } strength ? new(DeblockKind.Always, strength) : default;
}
