using System.Text;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Uploads;

/// <summary>What uploaded files may be called: relative paths by the rules of keys, so that none leads out of its upload.</summary>
internal static class FileNames
{
    /// <summary>Longest name in bytes of UTF-8.</summary>
    public const int LongestName = 512;

    /// <returns>The address of a file.</returns>
    /// <param name="folder">Of its upload.</param>
    /// <param name="name">Of anybody.</param>
    /// <exception cref="FarmException">It may not be called so.</exception>
    public static ObjectUri AddressOf(ObjectPrefix folder, string name) =>
        name.Length == 0 ? throw Wrong("must not be empty")
        : name.Length > LongestName || Encoding.UTF8.GetByteCount(name) > LongestName ? throw Wrong($"must be at most {LongestName} bytes")
        : name.StartsWith('/') ? throw Wrong("must be a relative path, without a slash at its beginning")
        : ObjectUri.Of(folder.Bucket, folder.Start + name);

    /// <returns>A name as it stands in an address of HTTP.</returns>
    public static string Escaped(string name) => string.Join('/', name.Split('/').Select(Uri.EscapeDataString));

    private static FarmException Wrong(string what) => FarmException.Rejected(FailureCode.AddressInvalid, $"The name of a file {what}.");
}
