<#
.SYNOPSIS
    Runs a program in a sandbox or namespace; its arguments reach it untouched.
.DESCRIPTION
    Forwards everything to Invoke-CNetCommand. A simple function has no parameters that could swallow -c, -d or -v.
.EXAMPLE
    Exec-CNetCommand web ping -c 1 -w 2 10.1.0.3
#>
function Invoke-CNetProgram {
    $words = [CNet.Execution.ProgramArguments]::Forward($MyInvocation, $args)
    if ($MyInvocation.ExpectingInput) { $input | CNet\Invoke-CNetCommand -- @words }
    else { CNet\Invoke-CNetCommand -- @words }
}

Set-Alias -Name Exec-CNetCommand -Value Invoke-CNetProgram
Export-ModuleMember -Function Invoke-CNetProgram -Alias Exec-CNetCommand
