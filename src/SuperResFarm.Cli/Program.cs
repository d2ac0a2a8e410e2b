using SuperResFarm.Cli;

return await SuperresProgram.RunAsync(args);
