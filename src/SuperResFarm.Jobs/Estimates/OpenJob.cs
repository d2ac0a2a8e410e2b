using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Jobs.Estimates;

/// <summary>A job that has not ended, as far as others wait for it.</summary>
/// <param name="Id">Later jobs have larger ids.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Priority">Whose queue it takes.</param>
/// <param name="Parameters">How its items are enlarged.</param>
/// <param name="Items">Its items without those that were refused when they were submitted.</param>
/// <param name="Open">Its items that have not ended.</param>
/// <param name="Work">What is known of its work.</param>
public sealed record OpenJob(Guid Id, string Tenant, Priority Priority, UpscaleParameters Parameters, int Items, int Open, JobWork Work);
