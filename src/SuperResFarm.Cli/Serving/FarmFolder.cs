using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Cli.Serving;

/// <summary>The one folder of an embedded farm. One process at a time has it: its queues are in that process's memory.</summary>
internal sealed class FarmFolder : IDisposable
{
    private const string Uploads = "uploads";

    // Not results: that is what people call a bucket of their own, and in this one every tenant has a part.
    private const string Results = "upload-results";

    private readonly string _folder;
    private readonly FileStream _lock;

    private FarmFolder(string folder, FileStream file) => (_folder, _lock) = (folder, file);

    /// <summary>Where its objects lie, a folder for each bucket.</summary>
    public string Objects => Path.Combine(_folder, "objects");

    private string Scratch => Path.Combine(_folder, "scratch");

    /// <summary>Opens the folder, made when it is missing.</summary>
    /// <exception cref="FarmException">Another farm has it, or it cannot be written.</exception>
    public static FarmFolder Open(string path)
    {
        try
        {
            var folder = Directory.CreateDirectory(path).FullName;
            var farm = new FarmFolder(folder, new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            Directory.CreateDirectory(Path.Combine(farm.Objects, Uploads));
            Directory.CreateDirectory(farm.Scratch);
            return farm;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FarmException.Rejected(FailureCode.SettingsInvalid,
                $"--data '{path}' cannot be used: {fault.Message} If another farm runs there, stop it or name another folder.", fault);
        }
    }

    /// <returns>The settings that make a service use this folder and nothing else.</returns>
    public IEnumerable<KeyValuePair<string, string?>> Settings() =>
    [
        new("Broker:Kind", "InMemory"),
        new("Database:Kind", "Sqlite"),
        new("Database:ConnectionString", $"Data Source=\"{Path.Combine(_folder, "jobs.db")}\""),
        new("Storage:Kind", "Folder"),
        new("Storage:Folder", Objects),
        new("Api:Embedded", "true"),
        new("Api:UploadPrefix", $"s3://{Uploads}/"),
        new("Api:ResultPrefix", $"s3://{Results}/"),
        new("Api:Scratch", Path.Combine(Scratch, "api")),
        new("Worker:Scratch", Scratch),
    ];

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
