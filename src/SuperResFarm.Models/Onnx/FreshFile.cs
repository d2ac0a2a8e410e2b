namespace SuperResFarm.Models.Onnx;

/// <summary>A file written as <c>NAME.part</c> and renamed when it is complete and on the disk; without that it is removed.</summary>
internal sealed class FreshFile(string path) : IDisposable
{
    private readonly string _part = path + ".part";
    private readonly FileStream _stream = new(path + ".part", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
    private bool _placed;

    public Stream Stream => _stream;

    public void Place()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_part, path, overwrite: true);
        _placed = true;
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (!_placed)
            File.Delete(_part);
    }
}
