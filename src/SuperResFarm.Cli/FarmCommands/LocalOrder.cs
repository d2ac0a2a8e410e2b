using SuperResFarm.Cli.Farm;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>A submission that begins or ends on this machine.</summary>
/// <param name="Request">What is wanted.</param>
/// <param name="List">Images of the object store, as a list of this machine; null: there is none.</param>
/// <param name="Paths">What is uploaded; none: the images are in the object store.</param>
/// <param name="Folder">Where results are fetched into; null: they stay in the object store.</param>
/// <param name="Key">Idempotency key of a new job; null: a random one.</param>
/// <param name="Again">Whether what was done before is forgotten.</param>
/// <param name="Waits">Whether the job's end is waited for.</param>
/// <param name="Json">Whether a machine reads the output.</param>
/// <param name="Overwrites">Whether files that are in a result's way are replaced.</param>
internal sealed record LocalOrder(
    JobRequest Request, LocalList? List, IReadOnlyList<string> Paths, string? Folder, string? Key, bool Again, bool Waits, bool Json, bool Overwrites);
