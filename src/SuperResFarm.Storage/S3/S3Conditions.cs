using Microsoft.Extensions.Logging;

namespace SuperResFarm.Storage.S3;

/// <summary>What is known of the server's way with <c>If-None-Match</c>; learnt once.</summary>
/// <param name="mode">What the operator wants.</param>
/// <param name="logger">Is told when the server does not know it.</param>
internal sealed class S3Conditions(ConditionalWrites mode, ILogger logger)
{
    private int _unknown;

    /// <summary>Whether the header is worth sending.</summary>
    public bool AreUsed => mode == ConditionalWrites.Auto && _unknown == 0;

    /// <summary>The server refused the header, and took the same request without it.</summary>
    public void AreUnknown(string bucket)
    {
        if (Interlocked.Exchange(ref _unknown, 1) == 0)
            Log.ConditionUnknown(logger, bucket);
    }
}
