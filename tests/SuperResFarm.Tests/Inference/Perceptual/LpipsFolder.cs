using System.IO.Compression;
using SuperResFarm.Models.Perceptual;

namespace SuperResFarm.Tests.Inference.Perceptual;

/// <summary>A folder with the test data's LPIPS files under their published names; its trunks are random.</summary>
internal sealed class LpipsFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lpips");

    public LpipsFolder(params string[] nets)
    {
        foreach (var net in LpipsNet.All.Where(net => nets.Contains(net.Name)))
        {
            using (var packed = new GZipStream(File.OpenRead(TestData.PathOf($"lpips/{net.Name}_random_trunk.pth.gz")), CompressionMode.Decompress))
            using (var trunk = File.Create(Path.Combine(Root, net.Trunk.Name)))
                packed.CopyTo(trunk);
            File.Copy(TestData.PathOf($"lpips/v0.1/{net.Heads.Name}"), Path.Combine(Root, net.Heads.Name));
        }
    }

    public string Root => _folder.FullName;

    public LpipsWeights Weights(string net) => LpipsWeights.Find(NetOf(net), [Root]) ?? throw new InvalidOperationException($"No files of {net}.");

    public static LpipsNet NetOf(string name) => LpipsNet.All.Single(net => net.Name == name);

    public void Dispose() => _folder.Delete(recursive: true);
}
