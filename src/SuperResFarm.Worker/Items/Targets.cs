using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Worker.Items;

/// <summary>Decides what becomes of an object that is at the target already, and stores results.</summary>
/// <param name="store">Where.</param>
internal sealed class Targets(IObjectStore store)
{
    // Between looking and writing another attempt may have written; it wrote the same, or something that is replaced.
    private const int Tries = 3;

    /// <returns>What is at the target.</returns>
    /// <exception cref="FarmException">Something that must stay.</exception>
    public async Task<Standing> LookAsync(ItemOrder order, string fingerprint, CancellationToken ct) =>
        Judge(order, fingerprint, await store.FindAsync(order.Target, ct));

    /// <summary>Stores a result, unless an equal one is there by then.</summary>
    /// <param name="order">What was asked for.</param>
    /// <param name="standing">What was there when it was looked at.</param>
    /// <param name="fingerprint">Of the result.</param>
    /// <param name="file">Its content.</param>
    /// <param name="options">Its notes and kind.</param>
    /// <param name="ct">Ends the writing; nothing is stored then.</param>
    /// <returns>The object that is there now, and whether another attempt had put it there.</returns>
    /// <exception cref="FarmException">Something that must stay came there meanwhile, or the store is unavailable or refuses.</exception>
    public async Task<(ObjectHead Head, bool Adopted)> StoreAsync(
        ItemOrder order, Standing standing, string fingerprint, string file, WriteOptions options, CancellationToken ct)
    {
        for (var tries = 1; tries <= Tries; tries++)
        {
            await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
            var written = await store.WriteAsync(order.Target, content, options with
            {
                Condition = standing.Replace ? WriteCondition.Overwrite : WriteCondition.OnlyIfAbsent,
            }, ct);
            if (written.Written)
                return (written.Head, false);
            standing = Judge(order, fingerprint, written.Head);
            if (standing.Equal is { } equal)
                return (equal, true);
        }
        throw new FarmException(FailureCode.StorageUnavailable, Disposition.Retry, $"'{order.Target}' kept changing while it was written.");
    }

    private static Standing Judge(ItemOrder order, string fingerprint, ObjectHead? head)
    {
        if (head is null)
            return new Standing(null, Replace: false);
        if (head.Sha256 is not null && ResultNotes.Read(head)?.Fingerprint == fingerprint)
            return new Standing(head, Replace: true);
        return ResultNotes.IsOfFarm(head) || order.Item.Parameters.Overwrite
            ? new Standing(null, Replace: true)
            : throw FarmException.Rejected(FailureCode.OutputUnwritable,
                $"'{order.Target}' is there already and was not made by the farm, so it stays: name another target, or allow to overwrite it.");
    }
}

/// <summary>What was found at a target.</summary>
/// <param name="Equal">A result made from the very same things; there is nothing to do.</param>
/// <param name="Replace">Whether something is there that may be replaced.</param>
internal sealed record Standing(ObjectHead? Equal, bool Replace);
