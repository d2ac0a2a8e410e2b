using System.Globalization;
using System.Text.Json;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Contracts.Objects;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Cards;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Worker.Items;

/// <summary>What is noted with a stored result: from what it was made, and what a later attempt must report that finds it.</summary>
/// <param name="Fingerprint">Of everything it was made from.</param>
/// <param name="ModelSha256">Which model made it.</param>
/// <param name="Size">Of the result.</param>
/// <param name="SourceSize">Of the source, upright.</param>
internal sealed record ResultNotes(string Fingerprint, string ModelSha256, PixelSize Size, PixelSize SourceSize)
{
    // Notes of a result have 1600 bytes together; a name and an ETag may be long.
    private const int MostWarnings = 400;

    private const string FingerprintName = "fingerprint", ModelName = "model-sha256", SourceName = "source-sha256", SourceVersionName = "source-version";
    private const string FidelityName = "fidelity", ModelFidelityName = "model-fidelity", ConsistencyName = "consistency", WarningsName = "warnings", FacesName = "faces";
    private const string Width = "width", Height = "height", SourceWidth = "source-width", SourceHeight = "source-height";

    /// <summary>Content of the source.</summary>
    public string? SourceSha256 { get; init; }

    /// <summary>ETag of the source.</summary>
    public string? SourceVersion { get; init; }

    /// <summary>What was asked for.</summary>
    public FidelityLevel? Fidelity { get; init; }

    /// <summary>Class of the models that made it.</summary>
    public string? ModelFidelity { get; init; }

    /// <summary>How well it agrees with its source.</summary>
    public Consistency? Consistency { get; init; }

    /// <summary>What the user should know; the last of many are left out.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>What was done about faces.</summary>
    public FaceNote? Faces { get; init; }

    /// <returns>The notes of a new result.</returns>
    /// <param name="fingerprint">Of everything it was made from.</param>
    /// <param name="modelSha256">Which model made it.</param>
    /// <param name="source">The source.</param>
    /// <param name="sourceSha256">Its content.</param>
    /// <param name="fidelity">What was asked for.</param>
    /// <param name="report">What was done.</param>
    public static ResultNotes Of(string fingerprint, string modelSha256, ObjectHead source, string sourceSha256, FidelityLevel? fidelity, UpscaleReport report) =>
        new(fingerprint, modelSha256, report.Plan.Output.Final, report.Plan.Source.Size)
        {
            SourceSha256 = sourceSha256,
            SourceVersion = source.Version.ETag,
            Fidelity = fidelity,
            ModelFidelity = (report.Plan.Faces is { Synthesised: true } ? Models.Cards.Fidelity.Face : report.Plan.Model.Fidelity).Spelled(),
            Consistency = report.Consistency,
            Warnings = Fitting(report.Plan.Warnings),
            Faces = report.Plan.FaceFacts() is { } faces ? FaceNote.Of(faces) : null,
        };

    /// <returns>Whether the farm made an object.</returns>
    public static bool IsOfFarm(ObjectHead head) => head.Metadata.ContainsKey(FingerprintName);

    /// <returns>The notes of a result, or null when some are missing.</returns>
    public static ResultNotes? Read(ObjectHead head)
    {
        var notes = head.Metadata;
        return notes.TryGetValue(FingerprintName, out var fingerprint) && notes.TryGetValue(ModelName, out var model)
            && Pixels(Width) is { } width && Pixels(Height) is { } height && Pixels(SourceWidth) is { } sourceWidth && Pixels(SourceHeight) is { } sourceHeight
            ? new ResultNotes(fingerprint, model, new PixelSize(width, height), new PixelSize(sourceWidth, sourceHeight))
            {
                SourceSha256 = notes.GetValueOrDefault(SourceName),
                SourceVersion = notes.GetValueOrDefault(SourceVersionName),
                Fidelity = Enum.TryParse<FidelityLevel>(notes.GetValueOrDefault(FidelityName), ignoreCase: true, out var level) ? level : null,
                ModelFidelity = notes.GetValueOrDefault(ModelFidelityName),
                Consistency = Parsed<Consistency>(notes.GetValueOrDefault(ConsistencyName)),
                Warnings = Parsed<string[]>(notes.GetValueOrDefault(WarningsName)),
                Faces = FaceNote.Parse(notes.GetValueOrDefault(FacesName)),
            }
            : null;

        int? Pixels(string name) =>
            notes.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) && pixels > 0 ? pixels : null;
    }

    /// <returns>The notes as the store keeps them, with those that only people and audits ask for.</returns>
    /// <param name="order">For what it was made.</param>
    public Dictionary<string, string> ToMetadata(ItemOrder order)
    {
        var notes = Common(order);
        foreach (var (name, value) in new[]
        {
            (SourceName, SourceSha256), (SourceVersionName, SourceVersion), (FidelityName, Fidelity?.Spelled()), (ModelFidelityName, ModelFidelity),
            (ConsistencyName, Consistency is null ? null : JsonSerializer.Serialize(Consistency)), (WarningsName, Warnings is null ? null : JsonSerializer.Serialize(Warnings)),
            (FacesName, Faces?.ToString()),
        })
            if (value is not null)
                notes[name] = value;
        return notes;
    }

    /// <returns>What is reported of the stored result.</returns>
    public ItemResult ToResult(ItemOrder order, string sha256, long bytes, bool adopted, TimeSpan elapsed) =>
        new(sha256, bytes, Size.Width, Size.Height, SourceSize.Width, SourceSize.Height, ModelSha256, adopted, elapsed)
        {
            SourceSha256 = SourceSha256,
            SourceVersion = SourceVersion,
            Fidelity = Fidelity,
            ModelFidelity = ModelFidelity,
            Consistency = Consistency,
            DivergenceMap = order.Map?.ToString(),
            Warnings = Warnings,
        };

    private Dictionary<string, string> Common(ItemOrder order) => new()
    {
        [FingerprintName] = Fingerprint,
        [ModelName] = ModelSha256,
        [Width] = Text(Size.Width),
        [Height] = Text(Size.Height),
        [SourceWidth] = Text(SourceSize.Width),
        [SourceHeight] = Text(SourceSize.Height),
        ["model"] = order.Settings.Model,
        [ObjectNotes.Job] = order.Item.JobId.ToString(),
        ["item"] = Text(order.Item.Item),
        ["tool"] = $"SuperResFarm {UpscaleSettings.ProgramVersion}",
    };

    // Kept by nobody else, and so worth nothing when it cannot be read.
    private static T? Parsed<T>(string? json)
        where T : class
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<T>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<string>? Fitting(IReadOnlyList<string> warnings)
    {
        var fitting = warnings.ToList();
        while (fitting.Count > 0 && JsonSerializer.Serialize(fitting).Length > MostWarnings)
            fitting.RemoveAt(fitting.Count - 1);
        return fitting.Count == 0 ? null : fitting;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
