namespace SuperResFarm.OperationsTests.Helm.Rendering;

/// <summary>The chart in a folder of its own, without dashboards and rules; goes with the test.</summary>
internal sealed class ChartCopy : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("superres-chart-");

    public ChartCopy()
    {
        foreach (var name in new[] { "Chart.yaml", "values.yaml", "values.schema.json" })
            File.Copy(Path.Combine(ChartRenderer.Chart, name), Path.Combine(Folder, name));
        var templates = Path.Combine(ChartRenderer.Chart, "templates");
        foreach (var path in Directory.GetFiles(templates, "*", SearchOption.AllDirectories))
            Write(Path.Combine("templates", Path.GetRelativePath(templates, path)), File.ReadAllText(path));
    }

    public string Folder => _folder.FullName;

    public void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
