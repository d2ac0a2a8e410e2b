using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;

namespace SuperResFarm.Api.Manifests;

/// <summary>Copies lists of images onto this machine, so that a database never waits for a network.</summary>
/// <param name="options">Valid options.</param>
internal sealed class Spool(IOptions<ApiOptions> options)
{
    private const int BufferBytes = 1 << 17;

    /// <returns>An empty file for a list. Its name is gone at once: whatever happens to this process, nothing is left behind.</returns>
    public SpoolFile Create()
    {
        Directory.CreateDirectory(options.Value.Scratch);
        var path = Path.Combine(options.Value.Scratch, $"{Guid.NewGuid():n}.spool");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        File.Delete(path);
        return new SpoolFile(file);
    }

    /// <returns>A copy of a list, ready to be read.</returns>
    /// <param name="content">Read to its end.</param>
    /// <param name="ct">Ends the copying.</param>
    /// <exception cref="ProblemException">413: it is longer than lists may be.</exception>
    public async Task<SpoolFile> CopyAsync(Stream content, CancellationToken ct)
    {
        var file = Create();
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[BufferBytes];
            for (int count; (count = await content.ReadAsync(buffer, ct)) > 0;)
            {
                if (file.Content.Length + count > options.Value.MaxManifestBytes)
                    throw TooLong();
                hash.AppendData(buffer, 0, count);
                await file.Content.WriteAsync(buffer.AsMemory(0, count), ct);
            }
            file.Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            file.Content.Position = 0;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <returns>413: the list is too long.</returns>
    public ProblemException TooLong() => new(StatusCodes.Status413PayloadTooLarge, "manifest-too-large",
        $"The list of images is longer than the {options.Value.MaxManifestBytes} bytes that are accepted here; split it.");
}

/// <summary>A list of images on this machine. Gone when it is closed.</summary>
internal sealed class SpoolFile(FileStream content) : IDisposable
{
    public FileStream Content => content;

    /// <summary>Of what was copied, 64 lower-case hexadecimal digits; empty where it was written here.</summary>
    public string Sha256 { get; set; } = "";

    public void Dispose() => content.Dispose();
}
