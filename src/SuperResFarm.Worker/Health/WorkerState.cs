namespace SuperResFarm.Worker.Health;

/// <summary>How the worker stands, for those who ask from outside.</summary>
internal sealed class WorkerState
{
    private volatile string? _missing = "the models are being loaded";
    private volatile bool _taking;

    /// <summary>What is still missing before the worker can begin; null: nothing.</summary>
    public string? Missing
    {
        get => _missing;
        set => _missing = value;
    }

    /// <summary>Whether it takes items.</summary>
    public bool IsTaking
    {
        get => _taking;
        set => _taking = value;
    }
}
