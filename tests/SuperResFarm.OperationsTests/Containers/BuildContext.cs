namespace SuperResFarm.OperationsTests.Containers;

/// <summary>What a builder sees of the repository, and the COPY instructions carried out on it.</summary>
internal static class BuildContext
{
    private static readonly EnumerationOptions _everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
    private static readonly DockerIgnore _ignore = DockerIgnore.Load();

    /// <returns>The files that a source of a COPY names, from the root, those left out that .dockerignore keeps from the builder.</returns>
    public static IEnumerable<string> FilesOf(string source)
    {
        var path = Repository.PathOf(source.TrimEnd('/'));
        string[] files = Directory.Exists(path) ? Directory.GetFiles(path, "*", _everything) : File.Exists(path) ? [path] : [];
        return files.Select(file => Path.GetRelativePath(Repository.Root, file)).Where(file => !_ignore.Ignores(file));
    }

    /// <summary>Carries out a COPY from the context.</summary>
    /// <param name="copy">The instruction.</param>
    /// <param name="folder">Stands for the WORKDIR.</param>
    public static void Copy(Instruction copy, string folder)
    {
        foreach (var source in copy.Sources)
            foreach (var file in FilesOf(source))
            {
                var within = Directory.Exists(Repository.PathOf(source)) ? Path.GetRelativePath(source, file) : Path.GetFileName(file);
                var target = Path.GetFullPath(Path.Combine(folder, copy.Target, within));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(Repository.PathOf(file), target, overwrite: true);   // the sources come with the project files again
            }
    }
}
