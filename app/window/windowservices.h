#pragma once

#include <QString>

namespace quarterdeck {

class Chronicle;
class Recorder;

/// What the window is given besides its session; all of it outlives the window.
struct WindowServices
{
    Recorder *recorder = nullptr;   ///< null: nothing is recorded, and so nothing is run
    Chronicle *chronicle = nullptr; ///< of the session; null: events and incidents are not recorded
    bool readOnly = false;          ///< the console looks and does not act
};

} // namespace quarterdeck
