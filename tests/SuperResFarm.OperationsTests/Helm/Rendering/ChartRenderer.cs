namespace SuperResFarm.OperationsTests.Helm.Rendering;

/// <summary>Renders charts: by <c>helm template</c> where Helm is, else by <c>tests/helmrender</c>, which is built for that once.</summary>
internal static class ChartRenderer
{
    /// <summary>The release that is rendered.</summary>
    public const string Release = "farm";

    /// <summary>Its namespace.</summary>
    public const string Namespace = "images";

    private const string Libraries = "/usr/share/gocode";
    private static readonly Lazy<Task<string>> _standIn = new(BuildAsync);

    /// <summary>The chart of the farm.</summary>
    public static string Chart { get; } = Repository.PathOf("helm/superresfarm");

    /// <summary>Why nothing can be rendered here; null: it can.</summary>
    public static string? Missing { get; } =
        Command.Exists("helm") || (Command.Exists("go") && Directory.Exists($"{Libraries}/src/github.com/Masterminds/sprig")) ? null
        : "Neither helm nor golang-go with golang-github-masterminds-sprig-dev is installed.";

    /// <returns>What came of it; the output is one YAML document after the other.</returns>
    public static async Task<CommandResult> TryAsync(string chart, params string[] valueFiles)
    {
        string[] arguments = ["--namespace", Namespace, .. valueFiles.SelectMany(file => new[] { "-f", file })];
        return Command.Exists("helm")
            ? await Command.RunAsync("helm", ["template", "--kube-version", "1.30.0", .. arguments, Release, chart])
            : await Command.RunAsync(await _standIn.Value, ["-n", .. arguments[1..], Release, chart]);
    }

    /// <returns>The documents.</returns>
    public static async Task<string> RenderAsync(string chart, params string[] valueFiles)
    {
        var result = await TryAsync(chart, valueFiles);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException(result.Errors);
    }

    private static async Task<string> BuildAsync()
    {
        var folder = Directory.CreateTempSubdirectory("superres-helmrender-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        var program = Path.Combine(folder.FullName, "helmrender");
        var settings = new Dictionary<string, string> { ["GO111MODULE"] = "off", ["GOPATH"] = Libraries, ["GOFLAGS"] = "", ["GOCACHE"] = Path.Combine(folder.FullName, "cache") };
        var result = await Command.RunAsync("go", ["build", "-o", program], Repository.PathOf("tests/helmrender"), settings);
        return result.ExitCode == 0 ? program : throw new InvalidOperationException($"tests/helmrender does not build: {result.Errors}");
    }
}
