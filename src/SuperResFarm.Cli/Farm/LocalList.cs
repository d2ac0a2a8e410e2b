using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Farm;

/// <summary>A list of images on this machine, to be sent as the body of a submission.</summary>
internal sealed class LocalList : IDisposable
{
    /// <summary>Name of the list that comes on standard input.</summary>
    public const string StandardInput = "-";

    private readonly string _name;
    private readonly string _path;
    private readonly string? _copy;

    private LocalList(string name, string path, string? copy, ManifestFormat format) => (_name, _path, _copy, Format) = (name, path, copy, format);

    /// <summary>What it is.</summary>
    public ManifestFormat Format { get; }

    /// <summary>Its media type.</summary>
    public string MediaType => Format == ManifestFormat.Csv ? "text/csv" : "application/x-ndjson";

    /// <summary>Finds a list. What can be read only once is copied first, as it may have to be sent again.</summary>
    /// <param name="name">A file, a pipe, or <see cref="StandardInput"/>.</param>
    /// <param name="format">What it is; null: by its extension, <c>.csv</c> or else JSONL.</param>
    /// <param name="ct">Ends the copying.</param>
    /// <exception cref="CommandException">There is none, or it cannot be read.</exception>
    public static async Task<LocalList> OpenAsync(string name, ManifestFormat? format, CancellationToken ct)
    {
        var kind = format ?? (Path.GetExtension(name).Equals(".csv", StringComparison.OrdinalIgnoreCase) ? ManifestFormat.Csv : ManifestFormat.Jsonl);
        if (name != StandardInput && !File.Exists(name))
            throw CommandException.WrongUse($"There is no list '{name}': give a file, - for standard input, or an address in the object store such as s3://bucket/list.jsonl.");
        try
        {
            await using var source = name == StandardInput ? Console.OpenStandardInput() : File.OpenRead(name);
            if (source.CanSeek)
                return new(name, name, copy: null, kind);
            var copy = Path.GetTempFileName();
            var list = new LocalList(name, copy, copy, kind);
            try
            {
                await using var target = File.OpenWrite(copy);
                await source.CopyToAsync(target, ct);
                return list;
            }
            catch
            {
                list.Dispose();
                throw;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.WrongUse, $"The list '{name}' cannot be read: {fault.Message}", fault);
        }
    }

    /// <returns>A list of these images. Equal images make an equal list.</returns>
    /// <param name="items">The images.</param>
    public static LocalList Of(IEnumerable<ItemRequest> items)
    {
        var copy = Path.GetTempFileName();
        File.WriteAllLines(copy, items.Select(FarmBodies.Line));
        return new("of uploads", copy, copy, ManifestFormat.Jsonl);
    }

    /// <summary>SHA-256 of its content.</summary>
    /// <param name="ct">Ends the reading.</param>
    public Task<string> Sha256Async(CancellationToken ct) => FileHash.Sha256Async(_path, ct);

    /// <returns>The body for one try.</returns>
    public FileContent Body() => new($"list '{_name}'", _path, MediaType);

    /// <summary>Removes the copy, if there is one.</summary>
    public void Dispose()
    {
        if (_copy is not null)
            File.Delete(_copy);
    }
}
