using System.Security.Cryptography;

namespace SuperResFarm.Contracts.Hashes;

/// <summary>How files are known by their content, everywhere in the farm.</summary>
public static class FileHash
{
    /// <returns>SHA-256 of a file, 64 lower-case hexadecimal digits.</returns>
    /// <param name="path">An existing file.</param>
    /// <param name="ct">Ends the reading.</param>
    public static async Task<string> Sha256Async(string path, CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
    }

    /// <returns>SHA-256 of what is left of a stream, 64 lower-case hexadecimal digits.</returns>
    /// <param name="content">Read to its end.</param>
    public static string Sha256(Stream content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <returns>SHA-256 of a content in memory, 64 lower-case hexadecimal digits.</returns>
    /// <param name="content">All of it.</param>
    public static string Sha256(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
