using System.Globalization;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Worker.Items;

/// <summary>What is noted with a stored result: from what it was made, and what a later attempt must report that finds it.</summary>
/// <param name="Fingerprint">Of everything it was made from.</param>
/// <param name="ModelSha256">Which model made it.</param>
/// <param name="Size">Of the result.</param>
/// <param name="SourceSize">Of the source, upright.</param>
internal sealed record ResultNotes(string Fingerprint, string ModelSha256, PixelSize Size, PixelSize SourceSize)
{
    private const string FingerprintName = "fingerprint", ModelName = "model-sha256";
    private const string Width = "width", Height = "height", SourceWidth = "source-width", SourceHeight = "source-height";

    /// <returns>Whether the farm made an object.</returns>
    public static bool IsOfFarm(ObjectHead head) => head.Metadata.ContainsKey(FingerprintName);

    /// <returns>The notes of a result, or null when some are missing.</returns>
    public static ResultNotes? Read(ObjectHead head)
    {
        var notes = head.Metadata;
        return notes.TryGetValue(FingerprintName, out var fingerprint) && notes.TryGetValue(ModelName, out var model)
            && Pixels(Width) is { } width && Pixels(Height) is { } height && Pixels(SourceWidth) is { } sourceWidth && Pixels(SourceHeight) is { } sourceHeight
            ? new ResultNotes(fingerprint, model, new PixelSize(width, height), new PixelSize(sourceWidth, sourceHeight))
            : null;

        int? Pixels(string name) =>
            notes.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) && pixels > 0 ? pixels : null;
    }

    /// <returns>The notes as the store keeps them, with those that only people and audits ask for.</returns>
    /// <param name="order">For what it was made.</param>
    /// <param name="source">From what.</param>
    /// <param name="sourceSha256">And its content.</param>
    public Dictionary<string, string> ToMetadata(ItemOrder order, ObjectHead source, string sourceSha256) => new()
    {
        [FingerprintName] = Fingerprint,
        [ModelName] = ModelSha256,
        [Width] = Text(Size.Width),
        [Height] = Text(Size.Height),
        [SourceWidth] = Text(SourceSize.Width),
        [SourceHeight] = Text(SourceSize.Height),
        ["model"] = order.Settings.Model,
        ["job"] = order.Item.JobId.ToString(),
        ["item"] = Text(order.Item.Item),
        ["source-version"] = source.Version.ETag,
        ["source-sha256"] = sourceSha256,
    };

    /// <returns>What is reported of the stored result.</returns>
    public ItemResult ToResult(string sha256, long bytes, bool adopted, TimeSpan elapsed) =>
        new(sha256, bytes, Size.Width, Size.Height, SourceSize.Width, SourceSize.Height, ModelSha256, adopted, elapsed);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
