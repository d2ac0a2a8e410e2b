using System.Security.Cryptography;
using System.Threading.Channels;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Cli.Uploading;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Fetching;

/// <summary>
/// Fetches the results of a job into a folder, several at the same time, each compared with its SHA-256 before it gets its name. What is there already is not fetched again.
/// </summary>
/// <param name="client">The farm.</param>
/// <param name="store">The way to its store.</param>
/// <param name="state">Of the folder; remembers what is done.</param>
/// <param name="job">Which.</param>
/// <param name="overwrite">Whether files that no farm has made are replaced.</param>
/// <param name="say">Is told of each result that was fetched, and where it is now.</param>
internal sealed class Fetcher(FarmClient client, StoreHttp store, FarmState state, Guid job, bool overwrite, Action<LinkBody, string> say)
{
    private const int ResultsAtOnce = 4;
    private const int MostTries = 3;
    private const int PieceBytes = 1 << 17;

    private readonly Channel<int> _wanted = Channel.CreateUnbounded<int>();
    private int _failed;

    /// <summary>How many could not be had.</summary>
    public int Failed => _failed;

    /// <summary>Has a result fetched that is there now; nobody waits for it.</summary>
    public void Want(int number) => _wanted.Writer.TryWrite(number);

    /// <summary>Fetches what is wanted while a job runs, until <see cref="Close"/>.</summary>
    public Task RunAsync(CancellationToken ct) => Parallel.ForEachAsync(_wanted.Reader.ReadAllAsync(ct), Parallelism(ct), async (number, stop) =>
    {
        if (!state.HasFetched(job, number))
            await FetchAsync(await client.LinkAsync(job, number, stop), stop);
    });

    /// <summary>No more will be wanted.</summary>
    public void Close() => _wanted.Writer.TryComplete();

    /// <summary>Fetches whatever has a result and is not there.</summary>
    public Task RestAsync(CancellationToken ct)
    {
        _failed = 0;
        return Parallel.ForEachAsync(client.LinksAsync(job, ct), Parallelism(ct), async (link, stop) =>
        {
            if (!state.HasFetched(job, link.Number))
                await FetchAsync(link, stop);
        });
    }

    private static ParallelOptions Parallelism(CancellationToken ct) => new() { MaxDegreeOfParallelism = ResultsAtOnce, CancellationToken = ct };

    private async Task FetchAsync(LinkBody link, CancellationToken ct)
    {
        var path = ResultNames.PathOf(state.Folder, link.Name);
        try
        {
            await FetchAsync(link, path, ct);
        }
        catch (CommandException fault) when (fault.ExitCode == ExitCodes.SomeFailed || fault.Refusal == "result-gone")
        {
            Interlocked.Increment(ref _failed);
            await Console.Error.WriteLineAsync($"superres: {fault.Message}");
            return;
        }
        state.Add(new StateLine(StateLine.FetchedKind) { Job = job, Number = link.Number, Path = Path.GetRelativePath(state.Folder, path), Bytes = link.Bytes, Sha256 = link.Sha256 });
        say(link, path);
    }

    private async Task FetchAsync(LinkBody link, string path, CancellationToken ct)
    {
        if (Directory.Exists(path) || (File.Exists(path) && !overwrite && !state.IsResult(path) && await Contracts.Hashes.FileHash.Sha256Async(path, ct) != link.Sha256))
            throw new CommandException(ExitCodes.SomeFailed, $"'{path}' is there already and no result of a farm: move it away, or give --overwrite.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);   // a name is in a folder
        // Of one name: what a run that was killed has left is replaced by the next one, and no two are at work here.
        var part = $"{path}.part";
        try
        {
            for (var tries = 1; await DownloadAsync(link, part, ct) != link.Sha256; tries++)
                if (tries == MostTries)
                    throw new CommandException(ExitCodes.SomeFailed, $"The result of '{Shown.Of(link.Source)}' comes damaged each time, or is not the one that the job stored any more.");
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private async Task<string> DownloadAsync(LinkBody link, string part, CancellationToken ct)
    {
        if (link.Direct)
            return await client.ContentAsync(job, link.Number, (body, stop) => CopyAsync(body, part, stop), ct);
        try
        {
            return await FromStoreAsync(link, part, ct);
        }
        catch (LinkExpiredException)
        {
            // Results before it took longer than addresses live.
            try
            {
                return await FromStoreAsync(await client.LinkAsync(job, link.Number, ct), part, ct);
            }
            catch (LinkExpiredException refused)
            {
                throw new CommandException(ExitCodes.Environment, $"{refused.Message} The clocks of farm and store may differ.", refused);
            }
        }
    }

    private Task<string> FromStoreAsync(LinkBody link, string part, CancellationToken ct)
    {
        if (!Uri.TryCreate(link.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new CommandException(ExitCodes.Environment, $"The farm tells no address of the result of '{Shown.Of(link.Source)}' that this program could use.");
        return store.SendAsync(url, () => new HttpRequestMessage(HttpMethod.Get, url), async (response, stop) =>
        {
            await using var body = new LivelyStream(await response.Content.ReadAsStreamAsync(stop), client.Http.Patience.Silence);
            return await CopyAsync(body, part, stop);
        }, $"'{Shown.Of(link.Target)}'", ct);
    }

    private static async Task<string> CopyAsync(Stream body, string part, CancellationToken ct)
    {
        await using var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[PieceBytes];
        while (await body.ReadAsync(piece, ct) is > 0 and var read)
        {
            hash.AppendData(piece, 0, read);
            try
            {
                await file.WriteAsync(piece.AsMemory(0, read), ct);
            }
            catch (IOException fault)
            {
                // A fault of the disk must not pass for one of the network.
                throw new CommandException(ExitCodes.Environment, $"'{part}' cannot be written: {fault.Message} Make room, then run the same again: it goes on.", fault);
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
