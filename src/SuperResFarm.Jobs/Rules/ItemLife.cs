using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Jobs.Rules;

/// <summary>The part of an item that rules decide on, and the rules.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Attempt">
/// The attempt that is going on or comes next, from 1. It was counted before anybody could begin it, and it never falls:
/// it is the fencing token, and an event that carries another one is not taken.
/// </param>
/// <param name="LastAttempt">The last attempt that is granted; at least <paramref name="Attempt"/>.</param>
public readonly record struct ItemLife(ItemState State, int Attempt, int LastAttempt)
{
    /// <returns>The life of an item that was just accepted.</returns>
    /// <param name="budget">How many attempts are granted, at least 1.</param>
    public static ItemLife Fresh(int budget) => new(ItemState.Pending, 1, budget);

    /// <returns>The life after an event, maybe the same; null when the event is not taken: late, of another attempt, or without meaning here.</returns>
    /// <param name="happened">What happened.</param>
    public ItemLife? After(ItemEvent happened) => happened.Kind switch
    {
        ItemEventKind.RetryAsked => State == ItemState.Failed ? AskedAgain(happened.Budget) : null,
        _ when State.IsTerminal() => null,
        ItemEventKind.CancelAsked => this with { State = ItemState.Cancelled },
        _ when happened.Attempt != Attempt => null,
        ItemEventKind.Confirmed => State == ItemState.Pending ? this with { State = ItemState.Dispatched } : null,
        // The message may be with a worker before its confirmation is here, so these are taken in every open state.
        ItemEventKind.Started or ItemEventKind.Progressed => this with { State = ItemState.Running },
        ItemEventKind.Upscaled => this with { State = ItemState.Succeeded },
        ItemEventKind.Failed => happened.Next switch
        {
            Disposition.Retry => Charged(),
            Disposition.Requeue => new ItemLife(ItemState.Pending, Attempt + 1, LastAttempt + 1),
            _ => this with { State = ItemState.Failed },
        },
        ItemEventKind.LeaseEnded => State switch
        {
            ItemState.Running => Charged(),
            // Nobody began it, so nothing is charged; both messages ask for the same attempt and either may answer.
            ItemState.Dispatched => this with { State = ItemState.Pending },
            _ => null,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.Kind, "Not an event of an item."),
    };

    private ItemLife Charged() => Attempt < LastAttempt
        ? new ItemLife(ItemState.Pending, Attempt + 1, LastAttempt)
        : this with { State = ItemState.Failed };

    private ItemLife AskedAgain(int budget) => new(ItemState.Pending, Attempt + 1, Attempt + budget);
}
