using System.Diagnostics;

namespace SuperResFarm.OperationsTests.Containers;

/// <summary>Both programs as their Dockerfiles build them: from the files they copy, by the commands they run, in a tree that nobody may write to.</summary>
public sealed class Published : IAsyncLifetime
{
    private static readonly EnumerationOptions _everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
    private static readonly string[] _programs = ["api", "worker"];

    private readonly string _root = Directory.CreateTempSubdirectory("superres-published-").FullName;

    public async Task InitializeAsync()
    {
        await Tool.RunAsync("chmod", "755", _root);
        foreach (var program in _programs)
        {
            await BuildAsync(Dockerfile.Load(program));
            await Tool.RunAsync("chmod", "-R", "a-w", FolderOf(program));
        }
    }

    public async Task DisposeAsync()
    {
        // Who owns a folder may not delete from it either while it cannot be written to.
        await Tool.RunAsync("chmod", "-R", "u+w", _root);
        Directory.Delete(_root, recursive: true);
    }

    /// <returns>The folder of a program, which is <c>/app</c> in its image.</returns>
    internal string FolderOf(string program) => Path.Combine(_root, program);

    /// <returns>Every file of that folder with what writing to it would change.</returns>
    internal IReadOnlyList<(string Name, long Length, DateTime Written)> Look(string program) =>
    [
        .. new DirectoryInfo(FolderOf(program)).EnumerateFiles("*", _everything)
            .Select(file => (file.FullName, file.Length, file.LastWriteTimeUtc)).OrderBy(file => file.FullName, StringComparer.Ordinal),
    ];

    private async Task BuildAsync(Dockerfile file)
    {
        // One for both, so that what they share is compiled once; DockerfileTests hold that neither lacks what the other copies.
        var source = Directory.CreateDirectory(Path.Combine(_root, "source")).FullName;
        var build = file.Build.ToArray();
        foreach (var step in build)
            if (step.Name == "COPY")
                BuildContext.Copy(step, source);
            else if (step.Name == "RUN" && step.Operands is ["dotnet", .. var arguments])
                await DotnetAsync(source, arguments.AsEnumerable().Select(word => word == "/app" ? FolderOf(file.Program) : word), Dockerfile.EnvironmentOf(build));
    }

    private static async Task DotnetAsync(string folder, IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder };
        // What the run of the tests has set for its own build is no part of this one. Neither node nor compiler stays behind; analyzers change nothing of
        // what is built.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        (start.Environment["MSBUILDDISABLENODEREUSE"], start.Environment["UseSharedCompilation"], start.Environment["RunAnalyzers"]) = ("1", "false", "false");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        await Tool.RunAsync(start);
    }
}
