using SuperResFarm.Cli.Commands;

return await SuperresProgram.RunAsync(args);
