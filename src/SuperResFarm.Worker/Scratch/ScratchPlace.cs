using SuperResFarm.Contracts.Messages;
using SuperResFarm.Worker.Operation;

namespace SuperResFarm.Worker.Scratch;

/// <summary>A folder for one item, removed at its end.</summary>
/// <param name="folder">An existing folder.</param>
/// <param name="logger">Hears what could not be removed.</param>
internal sealed class ScratchPlace(string folder, ILogger logger) : IDisposable
{
    /// <summary>Where the source goes.</summary>
    public string Source => Path.Combine(folder, "source");

    /// <summary>Where the result goes.</summary>
    public string Result => Path.Combine(folder, "result");

    /// <summary>Where the picture of where they differ goes.</summary>
    public string Map => Path.Combine(folder, "map");

    /// <summary>Notes that the image is about to be opened, so that it is known should it kill the process.</summary>
    public void Enter(UpscaleItem item) => Suspects.Enter(folder, item);

    /// <summary>Notes that the result is about to be stored, so that half an upload is found should the process die of something else.</summary>
    public void Leave(UpscaleItem item) => Suspects.Leave(folder, item);

    /// <inheritdoc/>
    public void Dispose() => Remove(folder, logger);

    /// <summary>Removes a file, or a folder with all in it; that there is none is no fault.</summary>
    internal static void Remove(string path, ILogger logger)
    {
        try
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.Unremoved(logger, fault, path);
        }
    }
}
