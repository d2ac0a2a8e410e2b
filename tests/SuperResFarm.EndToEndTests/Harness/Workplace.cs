namespace SuperResFarm.EndToEndTests.Harness;

/// <summary>An empty folder in which the program runs; removed after the test.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("superres-e2e-");

    public string Root => _folder.FullName;

    /// <summary>Full path of a name in the folder.</summary>
    public string this[string name] => Path.Combine(Root, name);

    /// <summary>Environment variables that the program is given.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public Task<Ended> RunAsync(params string[] arguments) => Superres.EndAsync(Superres.Start(Root, arguments, Variables));

    /// <summary>Enlarges by the cheapest model there is, twice unless another scale is given.</summary>
    public Task<Ended> UpscaleAsync(params string[] arguments) =>
        RunAsync(["upscale", "-n", "bicubic", .. arguments.Contains("-s") || arguments.Contains("--size") ? Array.Empty<string>() : ["-s", "2"], .. arguments]);

    /// <summary>As <see cref="UpscaleAsync"/>, with JSON lines on standard output.</summary>
    public Task<Ended> UpscaleWithEventsAsync(params string[] arguments) => UpscaleAsync(["--json-events", .. arguments]);

    /// <summary>Draws small pictures, each in the kind its extension says.</summary>
    public void Draw(params string[] names)
    {
        foreach (var name in names)
            Picture.Draw(this[name]);
    }

    public void Copy(string source, string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.Copy(source, this[name]);
    }

    /// <summary>All files below a folder, relative to it, in order; without those of the program's own housekeeping.</summary>
    public string[] FilesIn(string folder) => [.. EverythingIn(folder).Where(name => name != ".superres.jsonl")];

    /// <summary>All files below a folder, relative to it, in order.</summary>
    public string[] EverythingIn(string folder) => !Directory.Exists(this[folder])
        ? []
        : [.. Directory.EnumerateFiles(this[folder], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(this[folder], path)).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Delete(recursive: true);
}
