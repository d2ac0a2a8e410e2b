using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Jobs.Rules;

/// <summary>The part of an item that rules decide on, and the rules.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Attempt">
/// The attempt that is going on or comes next, from 1. It was counted before anybody could begin it, and it never falls:
/// it is the fencing token, and an event that carries another one is not taken.
/// </param>
/// <param name="LastAttempt">The last attempt that is granted; at least <paramref name="Attempt"/>.</param>
/// <param name="GivenBack">How many attempts were given back at no charge.</param>
public readonly record struct ItemLife(ItemState State, int Attempt, int LastAttempt, int GivenBack = 0)
{
    /// <summary>From this attempt on nothing is free any more: an item that is only ever given back ends too.</summary>
    public const int ChargedFrom = 100;

    /// <summary>The life of an item that cannot even begin. No attempt was counted, so nothing can be reported of it, and no retry begins it.</summary>
    public static ItemLife Refused { get; } = new(ItemState.Failed, 0, 0);

    /// <returns>The life of an item that was just accepted.</returns>
    /// <param name="budget">How many attempts are granted, at least 1.</param>
    public static ItemLife Fresh(int budget) => new(ItemState.Pending, 1, budget);

    /// <returns>The life after an event, maybe the same; null when the event is not taken: late, of another attempt, or without meaning here.</returns>
    /// <param name="happened">What happened.</param>
    public ItemLife? After(ItemEvent happened) => happened.Kind switch
    {
        ItemEventKind.RetryAsked => State == ItemState.Failed && Attempt > 0 ? AskedAgain(happened.Budget) : null,
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
            Disposition.Requeue => Attempt < ChargedFrom ? Returned() : Charged(),
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

    /// <returns>The life after an attempt that ended without a result, of a job that begins nothing more. Whoever asks for it again begins with the next attempt.</returns>
    public ItemLife NotTriedAgain() => this with { State = ItemState.Failed };

    private ItemLife Returned() => new(ItemState.Pending, Attempt + 1, LastAttempt + 1, GivenBack + 1);

    private ItemLife Charged() => Attempt < LastAttempt
        ? this with { State = ItemState.Pending, Attempt = Attempt + 1 }
        : this with { State = ItemState.Failed };

    private ItemLife AskedAgain(int budget) => this with { State = ItemState.Pending, Attempt = Attempt + 1, LastAttempt = Attempt + budget };
}
