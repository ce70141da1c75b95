namespace CNet.Probe;

/// <summary>run PROGRAM …: runs a program in the namespace this process lives in, and says how it ended.</summary>
internal static class ProgramVerb
{
    internal static int Run(string[] args)
    {
        using var program = Controller.Open(Hosts.Machine).Programs.Start(null as string, new ProgramSpec { FilePath = args[0], Arguments = args[1..] });
        Console.WriteLine(program.ReadToEnd().ExitCode);
        return 0;
    }
}
