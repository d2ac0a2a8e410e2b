using System.Text;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Worker.Items;

/// <summary>Tells from what a result is made, so that the same is never made twice and something else is never taken for it.</summary>
internal static class Fingerprint
{
    /// <returns>64 lower-case hexadecimal digits.</returns>
    /// <param name="sourceVersion">ETag of the source.</param>
    /// <param name="modelSha256">Which model, as <c>ModelLibrary.FingerprintOf</c> tells it.</param>
    /// <param name="settings">How.</param>
    public static string Of(string sourceVersion, string modelSha256, UpscaleSettings settings) =>
        FileHash.Sha256(Encoding.UTF8.GetBytes($"{sourceVersion}\n{modelSha256}\n{settings.Deciding()}"));
}
