namespace SuperResFarm.OperationsTests.Helm.Rendering;

/// <summary>Values of one test, in a file that goes with it.</summary>
internal sealed class ValuesFile : IDisposable
{
    public ValuesFile(string yaml) => File.WriteAllText(Path, yaml);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"superres-values-{Guid.NewGuid():n}.yaml");

    public void Dispose() => File.Delete(Path);
}
