using System.IO.Compression;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Tests.Models;

/// <summary>Imports the full-size checkpoints of the test data, which lie there compressed.</summary>
internal static class PackedCheckpoint
{
    /// <param name="name">Name in <c>parity_large</c>, without extensions.</param>
    public static Network Import(string name)
    {
        var unpacked = Path.GetTempFileName();
        try
        {
            using (var packed = new GZipStream(File.OpenRead(TestData.PathOf($"parity_large/{name}.pth.gz")), CompressionMode.Decompress))
            using (var file = File.Create(unpacked))
                packed.CopyTo(file);
            return new ModelLibrary([]).Open(unpacked);
        }
        finally
        {
            File.Delete(unpacked);
        }
    }
}
