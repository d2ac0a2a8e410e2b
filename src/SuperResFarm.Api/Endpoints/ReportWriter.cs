using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Api.Endpoints;

/// <summary>Writes one line for every item of a job, as JSON or comma-separated values, while they are read.</summary>
internal static class ReportWriter
{
    private const int FlushBytes = 32 * 1024;

    private static readonly string[] _head =
    [
        "number", "state", "attempt", "source", "target", "changedAt", "worker", "device", "errorCode", "errorMessage",
        "sha256", "bytes", "width", "height", "sourceWidth", "sourceHeight", "modelSha256", "adopted", "elapsedSeconds",
        "sourceSha256", "fidelity", "modelFidelity", "psnr", "worstPsnr", "worstX", "worstY", "divergenceMap", "warnings",
        "sourceVersion", "megapixelsIn", "megapixelsOut", "deviceSeconds", "cost", "tiles", "tileWidth", "tileHeight", "halo", "passes",
        "modelSeconds", "fetchSeconds", "queueSeconds", "decodeSeconds", "inferSeconds", "placeSeconds", "encodeSeconds", "storeSeconds", "faceSeconds",
        "facesFound", "facesRestored", "faceModel", "facesSynthesised", "faces", "parameters",
    ];

    /// <summary>Writes them all; a slow reader makes the reading wait.</summary>
    /// <param name="to">Where.</param>
    /// <param name="items">What is told.</param>
    /// <param name="format">How.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task WriteAsync(PipeWriter to, IAsyncEnumerable<ItemBody> items, ManifestFormat format, CancellationToken ct)
    {
        if (format == ManifestFormat.Csv)
            WriteLine(to, _head);
        using var json = new Utf8JsonWriter(to);
        await foreach (var item in items.WithCancellation(ct))
        {
            if (format == ManifestFormat.Csv)
                WriteLine(to, Cells(item));
            else
                WriteLine(to, json, item);
            if (to.UnflushedBytes > FlushBytes && (await to.FlushAsync(ct)).IsCompleted)
                return;
        }
        await to.FlushAsync(ct);
    }

    private static void WriteLine(PipeWriter to, Utf8JsonWriter json, ItemBody item)
    {
        JsonSerializer.Serialize(json, item, FarmJson.Options);
        json.Reset();
        to.Write("\n"u8);
    }

    // RFC 4180: lines end in CR LF.
    private static void WriteLine(PipeWriter to, IEnumerable<string?> cells) => Encoding.UTF8.GetBytes(string.Join(',', cells.Select(Quoted)) + "\r\n", to);

    private static string Quoted(string? cell) =>
        cell is null ? "" : cell.AsSpan().ContainsAny("\",\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    private static string?[] Cells(ItemBody item) =>
    [
        Text(item.Number), item.State, Text(item.Attempt), item.Source, item.Target, item.ChangedAt.ToString("O", CultureInfo.InvariantCulture), item.Worker, item.Device,
        item.Error?.Code, item.Error?.Message, item.Result?.Sha256, Text(item.Result?.Bytes), Text(item.Result?.Width), Text(item.Result?.Height),
        Text(item.Result?.SourceWidth), Text(item.Result?.SourceHeight), item.Result?.ModelSha256, item.Result is { } result ? result.Adopted ? "true" : "false" : null,
        Text(item.Result?.Elapsed.TotalSeconds),
        .. Evidence(item.Result), .. Work(item.Result), .. Faces(item.Result?.Faces), item.Parameters is { } parameters ? JsonSerializer.Serialize(parameters, FarmJson.Options) : null,
    ];

    private static string?[] Evidence(ItemResult? result) =>
    [
        result?.SourceSha256, result?.Fidelity?.Spelled(), result?.ModelFidelity, Text(result?.Consistency?.Psnr), Text(result?.Consistency?.WorstPsnr),
        Text(result?.Consistency?.WorstX), Text(result?.Consistency?.WorstY), result?.DivergenceMap, result?.Warnings is { } warnings ? string.Join(' ', warnings) : null,
    ];

    private static string?[] Work(ItemResult? result) =>
    [
        result?.SourceVersion, Text(result?.SourceWidth * (double?)result?.SourceHeight / 1e6), Text(result?.Width * (double?)result?.Height / 1e6), Text(result?.DeviceSeconds), Text(result?.Cost),
        Text(result?.Tiles?.Count), Text(result?.Tiles?.Width), Text(result?.Tiles?.Height), Text(result?.Tiles?.Halo), Text(result?.Tiles?.Passes),
        Text(result?.Stages?.Model), Text(result?.Stages?.Fetch), Text(result?.Stages?.Queue), Text(result?.Stages?.Decode),
        Text(result?.Stages?.Infer), Text(result?.Stages?.Place), Text(result?.Stages?.Encode), Text(result?.Stages?.Store), Text(result?.Stages?.Faces),
    ];

    private static string?[] Faces(FaceFacts? faces) =>
    [
        Text(faces?.Found), Text(faces?.Restored), faces?.Model, faces is null ? null : faces.Synthesised ? "true" : "false",
        faces is null ? null : JsonSerializer.Serialize(faces.Faces, FarmJson.Options),
    ];

    private static string? Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);
}
