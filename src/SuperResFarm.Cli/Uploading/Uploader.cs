using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Uploading;

/// <summary>Puts images of this machine where a farm can read them, several at the same time, and only those that are not there yet.</summary>
/// <param name="client">The farm.</param>
/// <param name="farm">Its address.</param>
/// <param name="store">The way to its store.</param>
/// <param name="state">Remembers what is done.</param>
/// <param name="time">Clock.</param>
internal sealed class Uploader(FarmClient client, string farm, StoreHttp store, FarmState state, TimeProvider time)
{
    private const int FilesAtOnce = 4;
    private const int MostFiles = 1000;
    private const string Octets = "application/octet-stream";

    // What is removed so soon may be gone before a worker has come to it.
    private static readonly TimeSpan _leastLife = TimeSpan.FromMinutes(30);

    /// <returns>The images with their hashes; files that are known unchanged are not read.</returns>
    /// <exception cref="IOException">One cannot be read.</exception>
    public async Task<IReadOnlyList<OrderedFile>> HashAsync(IReadOnlyList<LocalImage> images, CancellationToken ct)
    {
        var hashed = new OrderedFile[images.Count];
        await Parallel.ForEachAsync(images.Index(), new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = ct }, async (one, stop) =>
        {
            var (at, image) = one;
            var file = new FileInfo(image.Path);
            if (file.Length == 0)
                throw CommandException.WrongUse($"'{image.Path}' is empty, so it is no image: remove it or leave it out.");
            var known = state.UploadOf(farm, image.Path);
            hashed[at] = new OrderedFile(image, known is not null && IsAsIn(known, file) ? known.Sha256! : await FileHash.Sha256Async(image.Path, stop));   // an upload has one
        });
        return hashed;
    }

    /// <summary>Uploads what is not there of these images.</summary>
    /// <param name="files">Which.</param>
    /// <param name="transfers">Makes what is told of as many.</param>
    /// <param name="ct">Ends it; what is done stays done.</param>
    /// <exception cref="CommandException">The farm or its store refuses or does not answer, or an image has changed meanwhile.</exception>
    public async Task RunAsync(IReadOnlyList<OrderedFile> files, Func<int, Transfers> transfers, CancellationToken ct)
    {
        var missing = files.Where(file => !IsThere(file)).ToList();
        if (missing.Count == 0)
            return;
        using var shown = transfers(missing.Count);
        Guid? upload = null;
        foreach (var page in missing.Chunk(MostFiles))
        {
            var opened = await client.OpenUploadAsync(new UploadRequest([.. page.Select(Announced)]) { Upload = upload }, ct);
            upload = opened.Id;
            var places = opened.Files.ToDictionary(place => place.Name, StringComparer.Ordinal);
            await Parallel.ForEachAsync(page, new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = ct }, async (file, stop) =>
            {
                if (!places.TryGetValue(file.Image.Name, out var place))
                    throw new CommandException(ExitCodes.Environment, $"The farm does not tell where to put '{file.Image.Name}'.");
                await PutAsync(opened, file, place, stop);
                shown.Done(file.Image.Path, new FileInfo(file.Image.Path).Length, new { Event = "uploaded", File = file.Image.Path, place.Uri });
            });
        }
    }

    /// <returns>The images as items of a job.</returns>
    public IEnumerable<ItemRequest> ItemsOf(IEnumerable<OrderedFile> files) =>
        files.Select(file => state.UploadOf(farm, file.Image.Path)!).Select(upload => new ItemRequest(upload.Uri!, Version: upload.Version));   // all of them are uploaded

    private async Task PutAsync(UploadBody upload, OrderedFile file, FileBody place, CancellationToken ct)
    {
        var before = new FileInfo(file.Image.Path);
        string? version;
        try
        {
            version = await SendAsync(upload.Id, file, place, ct);
        }
        catch (LinkExpiredException)
        {
            // Files before it took longer than addresses live.
            var again = await client.OpenUploadAsync(new UploadRequest([Announced(file)]) { Upload = upload.Id }, ct);
            try
            {
                version = await SendAsync(upload.Id, file, again.Files[0], ct);
            }
            catch (LinkExpiredException refused)
            {
                throw new CommandException(ExitCodes.Environment, $"{refused.Message} If the file changes while it is sent, let that end first; else the clocks of farm and store may differ.", refused);
            }
        }
        state.Add(new StateLine(StateLine.UploadKind)
        {
            Farm = farm,
            Path = file.Image.Path,
            Bytes = before.Length,
            Modified = before.LastWriteTimeUtc.Ticks,
            Sha256 = file.Sha256,
            Uri = place.Uri,
            Version = version,
            Until = upload.KeptUntil,
        });
    }

    private async Task<string?> SendAsync(Guid upload, OrderedFile file, FileBody place, CancellationToken ct)
    {
        if (place.Direct)
            return (await client.PutAsync(upload, place, () => Content(file), ct)).Version;
        if (!Uri.TryCreate(place.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new CommandException(ExitCodes.Environment, $"The farm tells no address to put '{file.Image.Name}' at that this program could use.");
        return await store.SendAsync(url, () => Message(url, file, place), (response, _) => Task.FromResult(response.Headers.ETag?.Tag.Trim('"')), $"'{file.Image.Path}'", ct);
    }

    private static HttpRequestMessage Message(Uri url, OrderedFile file, FileBody place)
    {
        var message = new HttpRequestMessage(new HttpMethod(place.Method), url) { Content = Content(file) };
        message.Headers.ExpectContinue = true;
        // The length comes with the file.
        foreach (var (name, value) in place.Headers.Where(header => !header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)))
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    private static FileContent Content(OrderedFile file) => new($"image '{file.Image.Path}'", file.Image.Path, Octets);

    private static FileRequest Announced(OrderedFile file) => new(file.Image.Name, new FileInfo(file.Image.Path).Length) { Sha256 = file.Sha256 };

    private bool IsThere(OrderedFile file) =>
        state.UploadOf(farm, file.Image.Path) is { Uri: not null } upload && upload.Sha256 == file.Sha256 && upload.Until > time.GetUtcNow() + _leastLife;

    private static bool IsAsIn(StateLine upload, FileInfo file) => file.Length == upload.Bytes && file.LastWriteTimeUtc.Ticks == upload.Modified;
}
